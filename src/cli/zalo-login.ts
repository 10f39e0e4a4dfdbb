import { createInterface } from 'node:readline/promises'
import { withoutDiacritics } from '../domain/command.ts'
import { sealCredentials } from '../features/bots/seal.ts'
import { createQrLogin } from '../platforms/zalo-personal/login.ts'
import { qrText } from './qr-text.ts'
import type { Outcome } from './request.ts'
import type { Say } from './sentence-of.ts'
import { runOnDatabase, type Session } from './session.ts'

/**
 * Logs a personal Zalo account in by a QR code in the terminal. Whoever scans it attaches their own account, so
 * nothing is saved before the account is the expected one, or somebody has said that it is the right one.
 */
export async function logInToZalo(
  session: Session,
  expected: string | null,
  say: Say,
  show: (line: string) => void,
): Promise<Outcome> {
  const { config, environment } = session
  const problem = (line: string): Outcome => ({ ok: false, lines: [line] })
  const { keys } = config.zaloPersonal
  if (keys === undefined) {
    return problem(
      say('cli-config-problem', { variable: 'ZALO_CREDENTIALS_KEY', problem: say('cli-config-key-missing') }),
    )
  }
  show(say('cli-zalo-warning'))
  const { fetch, pause, clock, randomInt, randomBytes, stop } = environment
  const logIn = createQrLogin({ fetch, pause, clock, randomInt, log() {} })
  const result = await logIn(async (step) => {
    if (step.kind === 'scanned') return show(say('cli-zalo-scanned', { name: step.name }))
    const code = qrText(step.png)
    show(
      code === undefined ? say('cli-zalo-unreadable') : `${code}\n${say('cli-zalo-scan', { seconds: step.seconds })}`,
    )
  }, stop)
  if (result.kind !== 'logged_in') return problem(say('cli-zalo-failed', { outcome: result.kind }))

  const { nativeId, username } = result.identity
  const account = { id: nativeId, name: username ?? nativeId }
  if (expected !== null && expected !== nativeId)
    return problem(say('cli-zalo-wrong-account', { ...account, expected }))
  if (expected === null && !(await isConfirmed(session, say('cli-zalo-confirm', account)))) {
    return problem(say('cli-zalo-not-saved', account))
  }
  const sealed = sealCredentials(
    { platform: 'zalo-personal', nativeId },
    JSON.stringify(result.credentials),
    keys.current,
    randomBytes,
  )
  const expiresAt = result.expiresAt?.toISOString() ?? null
  return await runOnDatabase(session, {
    kind: 'bot_save',
    platform: 'zalo-personal',
    nativeId,
    username,
    sealed,
    expiresAt,
  })
}

/** Without a terminal nobody can say yes. */
async function isConfirmed({ environment: { terminal } }: Session, question: string): Promise<boolean> {
  if (terminal === undefined) return false
  const lines = createInterface(terminal)
  try {
    const answer = withoutDiacritics((await lines.question(`${question} `)).normalize('NFC').trim())
    return answer === 'co' || answer === 'yes' || answer === 'y'
  } finally {
    lines.close()
  }
}
