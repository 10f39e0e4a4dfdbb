import type { LocalDate } from '../domain/calendar.ts'
import type { DigestDuty, DigestView } from '../domain/message.ts'
import { renderDate, renderFullDate, renderMonth } from './dates.ts'
import { renderClause, renderTitle } from './item.ts'
import { shorten } from './lists.ts'
import { bold, capitalize, excerpt } from './markup.ts'
import type { Say } from './translator.ts'

const listedAddresses = 10
const addressLength = 60

export function renderDigest(say: Say, digest: DigestView): string {
  const { duties, unreachable, uncounted, unverifiedHosts, inDoubt, parked, held } = digest
  const lines: (string | false)[] = [
    renderHeading(say, digest),
    capitalize(digest.province),
    digest.shiftedClock && say('digest-shifted'),
    ...(duties.length > 0 ? duties.map((duty) => renderDuty(say, duty, digest)) : [say('digest-none')]),
    unreachable.length > 0 && say('digest-unreachable', { count: unreachable.length, names: unreachable.join(', ') }),
    uncounted.length > 0 && renderUncounted(say, uncounted),
    unverifiedHosts.length > 0 && say('digest-unverified', { hosts: unverifiedHosts.join(', ') }),
    inDoubt > 0 && say('digest-in-doubt', { count: inDoubt }),
    parked > 0 && say('digest-parked', { count: parked }),
    held > 0 && say('digest-held', { count: held }),
    say('digest-commands', { held }),
  ]
  return lines.filter((line) => line !== false).join('\n')
}

function renderHeading(say: Say, { week, at }: DigestView): string {
  if (!week) return bold(say('digest-now', { time: at.time, on: renderFullDate(say, at.on) }))
  return bold(
    say('digest-week', {
      week: week.week,
      from: renderDate(say, week.startsOn, week.endsOn),
      to: renderFullDate(say, week.endsOn),
      time: at.time,
      on: renderDate(say, at.on, week.endsOn),
    }),
  )
}

function renderDuty(say: Say, duty: DigestDuty, { at }: DigestView): string {
  const figures = duty.pace === null ? renderFigures(say, duty) : renderPace(say, duty, duty.pace, at.on)
  return say('digest-duty', {
    title: bold(renderTitle(say, duty, at.on)),
    clause: renderClause(say, duty.clause),
    overdue: duty.overdue ? 'yes' : 'no',
    figures: figures.join('; '),
  })
}

function renderFigures(say: Say, { met, short, missing, total }: DigestDuty): string[] {
  const behind = short.map((one) => say('digest-short-agency', one))
  return [
    say('digest-met', { count: met.length, total }),
    ...(behind.length > 0 ? [say('digest-short', { names: behind.join(', ') })] : []),
    ...(missing.length > 0 ? [say('digest-missing', { names: missing.join(', ') })] : []),
  ]
}

function renderPace(say: Say, { met, short, missing, total }: DigestDuty, pace: LocalDate, today: LocalDate): string[] {
  const month = renderMonth(say, pace)
  const count = short.length + missing.length
  // Until its first month is over nothing is asked for yet, and "all on pace" would praise agencies that sent nothing.
  if (count === 0 && pace >= today) return [say('digest-pace-later', { month })]
  const names = short.map((one) => say('digest-short-agency', one)).join(', ')
  return [
    say('digest-pace', { count: met.length, total, month }),
    ...(count > 0 ? [say('digest-behind', { count, names })] : []),
    ...(missing.length > 0 ? [say('digest-behind-none', { names: missing.join(', ') })] : []),
  ]
}

/** A coordinator may know whose they are; somebody who sees this line can register the address. */
function renderUncounted(say: Say, uncounted: DigestView['uncounted']): string {
  const { shown, more } = shorten(uncounted, listedAddresses)
  const links = shown.map(({ agency, host, count }) =>
    say('digest-uncounted-links', { agency, count, host: excerpt(host, addressLength) }),
  )
  if (more > 0) links.push(say('digest-uncounted-more', { count: more }))
  return say('digest-uncounted', { links: links.join('; ') })
}
