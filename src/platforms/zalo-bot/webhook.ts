import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Ended } from '../platform.ts'
import { type Connection, createPatience, describeError } from './connection.ts'
import { toRawEvents } from './read.ts'
import { type Address, stayRegistered } from './stay-registered.ts'

export type Webhook = Address & {
  /** Where this process listens; 0 for wherever there is room. */
  port: number
  onListening?: (port: number) => void
}

const bodyLimit = 1_048_576

/**
 * Has events delivered until the signal aborts or the token is refused. https://docs.zaloplatforms.com/docs/BOT/webhook
 * The server stands before its address is registered, for Zalo tries it out at once. It stays registered at the end.
 */
export async function receiveByWebhook(connection: Connection, webhook: Webhook): Promise<Ended | undefined> {
  const deliveries = createDeliveries(connection, webhook.secret)
  // A request that does not come to its end in ten seconds is given up.
  const server = createServer({ requestTimeout: 10_000, connectionsCheckingInterval: 2_000 }, deliveries.take)
  try {
    await listen(connection, server, webhook)
    return await stayRegistered(connection, webhook)
  } finally {
    const closed = new Promise((resolve) => server.close(resolve))
    await deliveries.settled()
    server.closeAllConnections()
    await closed
  }
}

/** Takes events in: 200 says that they are committed, and anything else makes the platform offer them again. */
function createDeliveries({ store, tell, log }: Connection, secret: string) {
  const expected = digest(secret)
  const underWay = new Set<Promise<void>>()

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method } = request
    if (method === 'GET' || method === 'HEAD') return await reply(response, 200)
    if (method !== 'POST') return await reply(response, 405)
    const shown = request.headers['x-bot-api-secret-token']
    // Hashes are of one length, and are compared in a time that tells nothing.
    if (typeof shown !== 'string' || !timingSafeEqual(digest(shown), expected)) return await reply(response, 401)
    const body = await readBody(request)
    if (body === undefined) return await reply(response, 413)
    const event = parseObject(body)
    if (event === undefined) return await reply(response, 400)

    const answered = keep(event).then((status) => reply(response, status))
    underWay.add(answered)
    try {
      await answered
    } finally {
      underWay.delete(answered)
    }
  }

  async function keep(event: object): Promise<number> {
    const events = toRawEvents(event)
    try {
      if (events.length > 0) await store(events)
      await tell({ kind: 'connected' })
      return 200
    } catch (error) {
      log('zalo_bot.store_failed', { reason: describeError(error) })
      return 500
    }
  }

  return {
    take(request: IncomingMessage, response: ServerResponse): void {
      // Rejects where the other side broke off before its request was complete.
      void receive(request, response).catch(() => response.destroy())
    },
    /** Once everything that was read to its end is stored and answered. */
    settled: () => Promise.all(underWay),
  }
}

/** Resolves once the answer is on its way, or nobody is there to get it. */
function reply(response: ServerResponse, status: number): Promise<void> {
  return new Promise((resolve) => {
    // Whoever left while the event was being stored hears nothing: their 'close' has come already.
    if (response.destroyed || response.closed) return resolve()
    response.on('close', resolve)
    response.writeHead(status, { 'content-type': 'text/plain' }).end(status === 200 ? 'ok' : '', resolve)
  })
}

/** Undefined where the body is too long; the rest is read and dropped, so that the answer finds its way. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength
    if (length <= bodyLimit) chunks.push(chunk)
  }
  return length <= bodyLimit ? Buffer.concat(chunks).toString() : undefined
}

function parseObject(body: string): object | undefined {
  try {
    const event: unknown = JSON.parse(body)
    return typeof event === 'object' && event !== null ? event : undefined
  } catch {
    return undefined
  }
}

async function listen(connection: Connection, server: Server, { port, onListening }: Webhook): Promise<void> {
  const { signal, log } = connection
  const patience = createPatience(connection)
  while (!signal.aborted) {
    const failure = await tryToListen(server, port)
    if (failure === undefined) {
      server.on('error', (error) => log('zalo_bot.webhook_failed', { reason: describeError(error) }))
      const address = server.address()
      onListening?.(typeof address === 'object' && address !== null ? address.port : port)
      return
    }
    await patience.failed('zalo_bot.port_closed', { port, reason: `port ${port} cannot be opened (${failure})` })
  }
}

function tryToListen(server: Server, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const onError = (error: NodeJS.ErrnoException) => {
      server.off('listening', onListening)
      resolve(error.code ?? error.name)
    }
    const onListening = () => {
      server.off('error', onError)
      resolve(undefined)
    }
    server.once('error', onError).once('listening', onListening).listen(port)
  })
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
