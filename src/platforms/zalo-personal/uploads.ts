type Uploaded = { fileUrl: string; fileId: string }
type Callback = (uploaded: Uploaded) => unknown

/** So many files that arrived before anybody waited for them. */
const remembered = 20

/**
 * Who waits until Zalo has a file. Stands in for zca-js's own map, whose every entry keeps the process alive for five
 * minutes, and which misses a file that arrives before the answer to its upload was read.
 */
export class Uploads extends Map<string, Callback> {
  readonly #early = new Map<string, Uploaded>()

  override set(fileId: string, callback: Callback): this {
    const uploaded = this.#early.get(fileId)
    if (uploaded === undefined) return super.set(fileId, callback)
    this.#early.delete(fileId)
    callback(uploaded)
    return this
  }

  /** Zalo says that it has the file. */
  finish(uploaded: Uploaded): void {
    const callback = this.get(uploaded.fileId)
    if (callback !== undefined) {
      this.delete(uploaded.fileId)
      callback(uploaded)
      return
    }
    this.#early.set(uploaded.fileId, uploaded)
    const [oldest] = this.#early.keys()
    if (this.#early.size > remembered && oldest !== undefined) this.#early.delete(oldest)
  }

  /** Nobody waits any longer, so nothing that waited will be sent. Tells whether anybody did. */
  giveUp(): boolean {
    const waited = this.size > 0
    this.clear()
    return waited
  }
}
