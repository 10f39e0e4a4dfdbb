import type { Watch } from '../watch.ts'
import { decrypt, encrypt, loginKey, secretOf, signKey } from './zalo-crypto.ts'
import type { Person } from './zalo-messages.ts'
import { qrPng } from './zalo-qr.ts'
import type { Session, Sessions } from './zalo-sessions.ts'
import { type Answer, type Asked, ZaloError } from './zalo-wire.ts'

/** https://wpa.chat.zalo.me and https://id.zalo.me: by cookies, and by a QR code that somebody scans. */

/** All that zca-js 2.2.0 asks for; one fewer and it cannot log in. */
export const services =
  'aext alias auto_reply catalog chat conversation file friend friend_board group group_board group_poll label profile quick_message reaction sticker zimsg'.split(
    ' ',
  )

export const hostOf = (service: string) => `tt-${service.replace('_', '-')}-wpa.chat.zalo.me`

export type LoginSettings = { socketUrl: () => string; pingIntervalMs: number; chunkSize: number; longPollMs: number }
export type Round = {
  code: string
  /** What stands in the picture. */
  text: string
  png: Buffer
  browser: string
  state: 'new' | 'scanned' | 'confirmed' | 'declined' | 'refused' | 'expired'
  by: Person | undefined
}

export function createLogin(sessions: Sessions, watch: Watch, settings: LoginSettings) {
  const rounds: Round[] = []
  let browsers = 0
  const done = (data: unknown) => ({ error_code: 0, error_message: 'Successful.', data })
  const refused = (code: number, words: string) => ({ error_code: code, error_message: words, data: null })

  function getLoginInfo(asked: Asked, failing: ZaloError | undefined): Answer {
    const given = Object.fromEntries(asked.query)
    const { signkey, nretry: _n, zpw_ver: _v, zpw_type: _t, ...signed } = given
    if (signKey('getlogininfo', signed) !== signkey) throw new ZaloError('outer', 100, 'Invalid signkey')
    const key = loginKey(given.zcid ?? '', given.zcid_ext ?? '')
    const { imei } = JSON.parse(decrypt(key, given.params ?? '')) as { imei?: string }
    const sealed = (body: object) => ({ body: done(encrypt(key, JSON.stringify(body))) })
    if (failing !== undefined) return sealed(refused(failing.code, failing.message))
    const session = imei ? sessions.forLogin(asked.cookies) : undefined
    if (session === undefined) return sealed(refused(102, 'Phiên đăng nhập đã hết hạn'))
    login.logins += 1
    const data = {
      uid: session.account.uid,
      zpw_enk: session.key.toString('base64'),
      zpw_ws: [`${settings.socketUrl()}/ws1`, `${settings.socketUrl()}/ws2`],
      zpw_service_map_v3: Object.fromEntries(services.map((name) => [name, [`https://${hostOf(name)}`]])),
      haspcclient: 0,
      language: 'vi',
      send2me_id: `${session.account.uid}1`,
    }
    return { ...sealed(done(data)), cookies: sessions.renewed(session) }
  }

  function getServerInfo(asked: Asked): Answer {
    const { signkey, ...signed } = Object.fromEntries(asked.query)
    if (signKey('getserverinfo', signed) !== signkey) throw new ZaloError('outer', 100, 'Invalid signkey')
    const sharefile = {
      ...{ max_file: 50, max_size_share_file_v2: 1_024, max_size_share_file_v3: 1_024, max_size_photo: 20 },
      ...{ chunk_size_file: settings.chunkSize, restricted_ext_file: ['exe', 'bat'], restricted_ext: 'exe,bat' },
    }
    const retries = { '1006': { max: 3, times: [1_000, 2_000, 5_000] }, '3000': { max: 1, times: 5_000 } }
    const socket = {
      ...{ ping_interval: settings.pingIntervalMs, retries, rotate_error_codes: [1_011] },
      ...{ close_and_retry_codes: [1_006], enable_chat_socket: true, debug: { enable: false } },
    }
    const keepalive = { alway_keepalive: 1, keepalive_duration: 300, time_deactive: 600 }
    const versions = { phonebook: 1, conv_label: '0', friend: '0', alias: '0', block_friend: '0' }
    // "setttings" is how Zalo spells it.
    return { body: done({ setttings: { features: { sharefile, socket }, keepalive }, extra_ver: versions }) }
  }

  const roundOf = (asked: Asked) =>
    rounds.find((one) => one.code === asked.form.get('code') && one.browser === asked.cookies.get('zlogin_session'))

  const pages: Record<string, (asked: Asked) => Answer | Promise<Answer>> = {
    'id.zalo.me/account': () => ({
      body: '<html><script src="https://stc-zlogin.zdn.vn/main-2.44.10.js"></script></html>',
      headers: { 'content-type': 'text/html; charset=utf-8' },
      cookies: [`zlogin_session=browser-${++browsers}; Domain=.id.zalo.me; Path=/; Secure`],
    }),
    'id.zalo.me/account/logininfo': () => ({ body: done({ logged: false }) }),
    'id.zalo.me/account/verify-client': () => ({ body: done({}) }),

    'id.zalo.me/account/authen/qr/generate': (asked) => {
      const browser = asked.cookies.get('zlogin_session')
      if (browser === undefined) throw new ZaloError('outer', -1, 'Phiên không hợp lệ')
      const code = secretOf(`qr ${rounds.length + 1}`, 12).toString('base64url')
      const text = `https://id.zalo.me/qr-login?code=${code}`
      const png = qrPng(text)
      rounds.push({ code, text, png, browser, state: 'new', by: undefined })
      const image = `data:image/png;base64,${png.toString('base64')}`
      const options = { enabledCheckOCR: false, enabledMultiLayer: false }
      return { body: done({ code, image, token: `token-${code}`, options }), after: watch.changed }
    },

    'id.zalo.me/account/authen/qr/waiting-scan': async (asked) => {
      const round = roundOf(asked)
      if (round === undefined) return { body: refused(-1, 'QR không hợp lệ') }
      const state = await watch.poll(
        () => (round.state === 'new' ? undefined : round.state),
        asked.gone,
        settings.longPollMs,
      )
      if (state === undefined) return { body: refused(8, 'Chưa quét') }
      if (state === 'expired') return { body: refused(-1, 'QR hết hạn') }
      return { body: done({ display_name: round.by?.name, avatar: 'https://s120-ava-talk.zadn.vn/a.jpg' }) }
    },

    'id.zalo.me/account/authen/qr/waiting-confirm': async (asked) => {
      const round = roundOf(asked)
      if (round === undefined) return { body: refused(-1, 'QR không hợp lệ') }
      const state = await watch.poll(
        () => (round.state === 'new' || round.state === 'scanned' ? undefined : round.state),
        asked.gone,
        settings.longPollMs,
      )
      if (state === undefined) return { body: refused(8, 'Chưa xác nhận') }
      if (state === 'expired') return { body: refused(-1, 'QR hết hạn') }
      if (state === 'declined') return { body: refused(-13, 'Từ chối đăng nhập') }
      if (state === 'refused') return { body: refused(-1005, 'Tài khoản dùng phần mềm của bên thứ ba') }
      return { body: done({}) }
    },

    'id.zalo.me/account/checksession': (asked) => {
      const browser = asked.cookies.get('zlogin_session')
      const round = rounds.find((one) => one.browser === browser && one.state === 'confirmed')
      if (round?.by === undefined) return { status: 302, headers: { location: 'https://chat.zalo.me/' }, body: '' }
      const session = sessions.begin(round.by)
      const location = `https://jr.chat.zalo.me/jr/pushsession?token=${secretOf(session.zpsid).toString('hex')}`
      return { status: 302, headers: { location }, cookies: [sessions.zpsidCookie(session)], body: '' }
    },

    'jr.chat.zalo.me/jr/pushsession': (asked) => {
      const session = sessions.byZpsid(asked.cookies)
      const cookies = session === undefined ? [] : [sessions.sekCookie(session)]
      return { status: 302, headers: { location: 'https://chat.zalo.me/index.html' }, cookies, body: '' }
    },

    'jr.chat.zalo.me/jr/userinfo': (asked) => {
      const session: Session | undefined = sessions.of(asked.cookies)
      const info = { name: session?.account.name ?? '', avatar: 'https://s120-ava-talk.zadn.vn/a.jpg' }
      return { body: done({ logged: session !== undefined, session_chat_valid: session !== undefined, info }) }
    },

    'chat.zalo.me/': () => ({ body: '<html></html>', headers: { 'content-type': 'text/html' } }),
    'chat.zalo.me/index.html': () => ({ body: '<html></html>', headers: { 'content-type': 'text/html' } }),
    'wpa.chat.zalo.me/api/login/getServerInfo': getServerInfo,
  }

  const login = {
    logins: 0,
    rounds,
    handles: (host: string) => ['id', 'jr.chat', 'chat', 'wpa.chat'].includes(host.replace(/\.zalo\.me$/, '')),

    /** `failing` is what a login is made to fail with inside its envelope. */
    serve(asked: Asked, failing: ZaloError | undefined): Answer | Promise<Answer> {
      const page = `${asked.host}${asked.path}`
      if (page === 'wpa.chat.zalo.me/api/login/getLoginInfo') return getLoginInfo(asked, failing)
      if (failing !== undefined) return { body: refused(failing.code, failing.message) }
      return pages[page]?.(asked) ?? { status: 404, body: 'Not Found' }
    },
  }
  return login
}
