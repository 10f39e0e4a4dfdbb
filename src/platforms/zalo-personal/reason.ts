import { ZaloApiError } from 'zca-js'

/**
 * An error in words fit for logs: its class and its code. The messages of zca-js may quote the whole session with its
 * cookies, and those of fetch the address, which carries what was said.
 */
export function reasonOf(error: unknown): string {
  if (error instanceof ZaloApiError) return `ZaloApiError ${error.code ?? statusOf(error) ?? ''}`.trim()
  if (!(error instanceof Error)) return typeof error
  const code = systemCodeOf(error) ?? systemCodeOf(error.cause)
  return code === undefined ? error.name : `${error.name} ${code}`
}

/** The HTTP status that zca-js tells in words alone. */
export function statusOf(error: ZaloApiError): number | undefined {
  const status = /^Request failed with status code (\d{3})$/.exec(error.message)?.[1]
  return status === undefined ? undefined : Number(status)
}

function systemCodeOf(error: unknown): string | undefined {
  const isCoded = error instanceof Error && 'code' in error && typeof error.code === 'string'
  return isCoded && /^[A-Z0-9_]{2,40}$/.test(String(error.code)) ? String(error.code) : undefined
}
