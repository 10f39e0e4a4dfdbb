import { secretOf } from './zalo-crypto.ts'
import type { Person } from './zalo-messages.ts'

export type Session = {
  account: Person
  zpsid: string
  /** `zpw_sek`: what every call is judged by. */
  sek: string
  /** Still good for calls and for the socket, no longer for a login. */
  former: Set<string>
  /** `zpw_enk`: what everything in the session is encrypted with. */
  key: Buffer
  /** How many messages there were when it began. */
  begun: number
  rotates: boolean
  over: boolean
}

export type Sessions = ReturnType<typeof createSessions>

const until = 'Expires=Wed, 18 Mar 2099 00:00:00 GMT; Path=/; Secure; HttpOnly'

export function createSessions(stored: () => number) {
  const all: Session[] = []
  let made = 0
  const secret = (label: string) => secretOf(`${label} ${++made}`, 24).toString('base64url')

  return {
    all,

    /** A new web login ends the former one of the same account. */
    begin(account: Person): Session {
      for (const other of all) if (other.account.uid === account.uid) other.over = true
      const [zpsid, sek] = [secret('zpsid'), secret('zpw_sek')]
      const key = secretOf(`zpw_enk ${++made}`)
      const session = {
        account,
        zpsid,
        sek,
        former: new Set<string>(),
        key,
        begun: stored(),
        rotates: false,
        over: false,
      }
      all.push(session)
      return session
    },

    /** By the cookies of a call or of a socket. */
    of(cookies: Map<string, string>): Session | undefined {
      const sek = cookies.get('zpw_sek') ?? ''
      return all.find((one) => !one.over && (one.sek === sek || one.former.has(sek)))
    },

    /** A login takes only the newest cookies, and both of them. */
    forLogin(cookies: Map<string, string>): Session | undefined {
      return all.find((one) => !one.over && one.sek === cookies.get('zpw_sek') && one.zpsid === cookies.get('zpsid'))
    },

    byZpsid: (cookies: Map<string, string>) => all.find((one) => !one.over && one.zpsid === cookies.get('zpsid')),

    /** The cookie that the next answer renews, where it is due. */
    renewed(session: Session): string[] {
      if (!session.rotates) return []
      session.rotates = false
      session.former.add(session.sek)
      session.sek = secret('zpw_sek')
      return [sekCookie(session)]
    },

    zpsidCookie: (session: Session) => `zpsid=${session.zpsid}; Domain=.zalo.me; ${until}`,
    sekCookie,
  }
}

function sekCookie(session: Session): string {
  return `zpw_sek=${session.sek}; Domain=.chat.zalo.me; ${until}`
}
