import { describe, expect, it } from 'vitest'
import { Uploads } from '../../../src/platforms/zalo-personal/uploads.ts'

const file = { fileId: '7', fileUrl: 'https://f20-zpc.zdn.vn/7' }

describe('waiting for a file to be at Zalo', () => {
  it('ends with the word that it is, whichever came first', () => {
    const heard: string[] = []
    const uploads = new Uploads()
    uploads.set('7', ({ fileUrl }) => heard.push(`after ${fileUrl}`))
    uploads.finish(file)
    uploads.finish(file)
    uploads.set('7', ({ fileUrl }) => heard.push(`before ${fileUrl}`))
    expect(heard).toEqual([`after ${file.fileUrl}`, `before ${file.fileUrl}`])
    expect(uploads.size).toBe(0)
  })

  it('given up, is not ended by a word that comes late', () => {
    const heard: string[] = []
    const uploads = new Uploads()
    expect(uploads.giveUp()).toBe(false)
    uploads.set('7', ({ fileUrl }) => heard.push(fileUrl))
    expect(uploads.giveUp()).toBe(true)
    uploads.finish(file)
    expect(heard).toEqual([])
  })

  it('does not remember without end what nobody waited for', () => {
    const heard: string[] = []
    const uploads = new Uploads()
    for (let id = 0; id < 100; id++) uploads.finish({ ...file, fileId: String(id) })
    for (let id = 0; id < 100; id++) uploads.set(String(id), ({ fileId }) => heard.push(fileId))
    expect(heard).toEqual(Array.from({ length: 20 }, (_, at) => String(at + 80)))
  })
})
