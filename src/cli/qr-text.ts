import jsQR from 'jsqr'
import { PNG } from 'pngjs'
import { renderUnicodeCompact } from 'uqr'

/** The picture of a QR code as characters for a terminal; undefined where no code can be read in it. */
export function qrText(png: Uint8Array): string | undefined {
  const { data, width, height } = PNG.sync.read(Buffer.from(png))
  const code = jsQR(new Uint8ClampedArray(data), width, height)
  return code === null ? undefined : renderUnicodeCompact(code.data)
}
