import { PNG } from 'pngjs'
import { encode } from 'uqr'

/** A picture that a phone can read. */
export function qrPng(text: string): Buffer {
  const { data } = encode(text, { border: 4 })
  const scale = 6
  const side = data.length * scale
  const png = new PNG({ width: side, height: side })
  for (let at = 0; at < side * side; at++) {
    const isDark = data[Math.floor(at / side / scale)]?.[Math.floor((at % side) / scale)] === true
    png.data.writeUInt32BE(isDark ? 0x000000ff : 0xffffffff, at * 4)
  }
  return PNG.sync.write(png)
}
