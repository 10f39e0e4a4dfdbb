import { randomInt } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  acquireDataDir,
  type CommandReply,
  type DataDirHeld,
  type DataDirHolder,
  HolderVanishedError,
  type Json,
} from '../../src/db/data-dir-lock.ts'
import { startChild } from '../support/child.ts'

const script = 'test/db/children/acquire-data-dir.ts'
const startedAt = new Date('2026-01-05T00:00:00Z')

function newDataDir(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'nv-lock-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true }))
  return dataDir
}

async function acquired(dataDir: string): Promise<DataDirHolder> {
  const lock = await acquireDataDir(dataDir, { randomInt, startedAt })
  if (lock.kind !== 'acquired') throw new Error(`held by ${lock.holder.pid}`)
  onTestFinished(() => lock.release())
  return lock
}

async function held(dataDir: string): Promise<DataDirHeld> {
  const lock = await acquireDataDir(dataDir, { randomInt, startedAt })
  if (lock.kind !== 'held') throw new Error('nobody held it')
  return lock
}

async function repliesTo(lock: DataDirHeld, request: Json): Promise<CommandReply[]> {
  const replies: CommandReply[] = []
  for await (const reply of lock.send(request)) replies.push(reply)
  return replies
}

describe('a data folder', () => {
  it('is created when it is missing, for this user alone', async () => {
    const dataDir = join(newDataDir(), 'not', 'there')
    await acquired(dataDir)
    const [socket = ''] = readdirSync(join(dataDir, 'lock'))
    expect(statSync(dataDir).mode & 0o777).toBe(0o700)
    expect(statSync(join(dataDir, 'lock')).mode & 0o777).toBe(0o700)
    expect(statSync(join(dataDir, 'lock', socket)).mode & 0o777).toBe(0o600)
  })

  it('refuses a second process and tells who has it', async () => {
    const dataDir = newDataDir()
    await acquired(dataDir)
    expect(await startChild(script, dataDir).next()).toEqual({ held: process.pid })
    expect((await held(dataDir)).holder).toEqual({ pid: process.pid, startedAt: startedAt.toISOString() })
  })

  it('is free once its holder lets go', async () => {
    const dataDir = newDataDir()
    const first = await acquired(dataDir)
    first.release()
    expect(readdirSync(join(dataDir, 'lock'))).toEqual([])
    await acquired(dataDir)
  })

  it('is free as soon as its holder is killed, and the dead socket is cleared away', async () => {
    const dataDir = newDataDir()
    const child = startChild(script, dataDir)
    expect(await child.next()).toBe('acquired')
    expect((await held(dataDir)).holder.pid).toBe(child.pid)
    await child.kill()
    await acquired(dataDir)
    expect(readdirSync(join(dataDir, 'lock'))).toHaveLength(1)
  })

  it('stays with a holder that is stuck: it is not dead', async () => {
    const dataDir = newDataDir()
    const child = startChild(script, dataDir)
    expect(await child.next()).toBe('acquired')
    process.kill(child.pid, 'SIGSTOP')
    expect((await held(dataDir)).holder).toEqual({ pid: child.pid, startedAt: null })
  })

  it('goes to exactly one of twenty processes that start together', { timeout: 60_000 }, async () => {
    const dataDir = newDataDir()
    const children = Array.from({ length: 20 }, () => startChild(script, dataDir))
    const results = await Promise.all(children.map((child) => child.next()))
    const winners = children.filter((_, index) => results[index] === 'acquired')
    expect(winners).toHaveLength(1)
    expect(results.filter((result) => result !== 'acquired')).toEqual(Array(19).fill({ held: winners[0]?.pid }))
  })

  it('goes to exactly one of many contenders within one process, again and again', async () => {
    const dataDir = newDataDir()
    for (let round = 0; round < 20; round++) {
      const locks = await Promise.all(
        Array.from({ length: 8 }, () => acquireDataDir(dataDir, { randomInt, startedAt })),
      )
      const winners = locks.filter((lock) => lock.kind === 'acquired')
      expect(winners).toHaveLength(1)
      for (const lock of winners) lock.release()
    }
  })

  it('may lie so deep that its sockets have no address', async () => {
    const dataDir = join(newDataDir(), 'x'.repeat(120), 'y'.repeat(120))
    const holder = await acquired(dataDir)
    holder.serve(async () => 0)
    expect(await repliesTo(await held(dataDir), 'status')).toEqual([{ exit: 0 }])
    expect(readdirSync(join(dataDir, 'lock'))).toHaveLength(1)
  })

  it('is not fooled by files that are no sockets of anybody', async () => {
    const dataDir = newDataDir()
    mkdirSync(join(dataDir, 'lock'))
    mkdirSync(join(dataDir, 'lock', 'notes'))
    await acquired(dataDir)
  })
})

describe('a command', () => {
  it('is run by the holder, which streams what it says and ends with the exit code', async () => {
    const dataDir = newDataDir()
    expect(await startChild(script, dataDir).next()).toBe('acquired')
    const request = { verb: 'status', args: ['tỉnh Bình Thuận\n'] }
    expect(await repliesTo(await held(dataDir), request)).toEqual([
      { out: `out ${JSON.stringify(request)}\n` },
      { err: 'err\n' },
      { exit: 3 },
    ])
  })

  it('waits for a holder that is still starting', async () => {
    const dataDir = newDataDir()
    const holder = await acquired(dataDir)
    const replies = repliesTo(await held(dataDir), 'status')
    holder.serve(async () => 0)
    expect(await replies).toEqual([{ exit: 0 }])
  })

  it('that fails says so and leaves the holder running', async () => {
    const dataDir = newDataDir()
    expect(await startChild(script, dataDir).next()).toBe('acquired')
    const lock = await held(dataDir)
    expect(await repliesTo(lock, 'throw')).toEqual([{ err: 'Error' }, { exit: 1 }])
    expect(await repliesTo(lock, 'status')).toContainEqual({ exit: 3 })
  })

  it('with much to say goes at the pace of whoever reads, and no further once they have hung up', async () => {
    const dataDir = newDataDir()
    const holder = await acquired(dataDir)
    let said = 0
    const ended = new Promise<string>((resolve) => {
      holder.serve(async (_request, say) => {
        for (; said < 50_000; said++) {
          say.out('x'.repeat(1_000))
          if (await say.taken()) continue
          resolve('nobody reads any more')
          break
        }
        resolve('all is said')
        return 0
      })
    })
    const replies = (await held(dataDir)).send('tell')
    for (let n = 0; n < 2_000; n++)
      expect(await replies.next()).toEqual({ done: false, value: { out: 'x'.repeat(1_000) } })
    const read = said
    for (let n = 0; n < 20_000; n++) await turn()
    expect(said - read).toBeLessThan(2_000)
    await replies.return()
    expect(await ended).toBe('nobody reads any more')
    expect(said).toBeLessThan(5_000)
  })

  it('ends in a clear error when the holder dies meanwhile, or before', async () => {
    const dataDir = newDataDir()
    expect(await startChild(script, dataDir).next()).toBe('acquired')
    const lock = await held(dataDir)
    await expect(repliesTo(lock, 'die')).rejects.toThrow(HolderVanishedError)
    await expect(repliesTo(lock, 'status')).rejects.toThrow(`Process ${lock.holder.pid} ended`)
  })
})
