import { z } from 'zod'
import type { LocalDate } from '../../domain/calendar.ts'
import { siteHost } from '../../domain/link.ts'
import { type AgencyFile, channels } from '../../domain/plan.ts'
import {
  checkedBy,
  date,
  exactly,
  type Finding,
  findDuplicates,
  findUnknown,
  matching,
  type Path,
  phrase,
  type ReadResult,
  readYamlFile,
  slug,
} from './yaml-file.ts'

const day = z.nullable(date).default(null)

const agencyFile = exactly({
  province: slug,
  groups: z.array(exactly({ code: slug, name: phrase })).default([]),
  agencies: z
    .array(
      exactly({
        code: slug,
        name: phrase,
        shortName: phrase,
        aliases: z.array(phrase).default([]),
        activeFrom: day,
        activeTo: day,
        groups: z.array(exactly({ code: slug, from: day, to: day })).default([]),
      }),
    )
    .min(1),
  sites: z
    .array(
      exactly({
        // As links are matched: without `www.`.
        host: matching('host', /^[a-z0-9-]+(\.[a-z0-9-]+)+$/).transform(siteHost),
        path: matching('path', /^(\/[^\s/?#]+)*$/).default(''),
        channel: z.enum(channels),
        agency: z.nullable(slug).default(null),
        verified: z.boolean().default(false),
      }),
    )
    .default([]),
}).superRefine(checkedBy(checkAgencyFile))

/** Reads the agencies, groups and sites of a province, or tells everything that is to be mended in the file. */
export function readAgencyFile(text: string, fileName: string): ReadResult<AgencyFile> {
  return readYamlFile<AgencyFile>(text, fileName, agencyFile)
}

function checkAgencyFile({ groups, agencies, sites }: AgencyFile): Finding[] {
  const groupCodes = groups.map(({ code }) => code)
  return [
    ...findDuplicates(groups.map(({ code }, n) => ({ value: code, path: ['groups', n, 'code'] }))),
    ...findDuplicates(agencies.map(({ code }, n) => ({ value: code, path: ['agencies', n, 'code'] }))),
    ...agencies.flatMap((agency, n) => [
      ...inOrder(agency.activeFrom, agency.activeTo, ['agencies', n, 'activeTo']),
      ...agency.groups.flatMap(({ from, to }, m) => inOrder(from, to, ['agencies', n, 'groups', m, 'to'])),
      ...findUnknown(
        agency.groups.map(({ code }, m) => ({ value: code, path: ['agencies', n, 'groups', m, 'code'] })),
        groupCodes,
      ),
    ]),
    ...findDuplicates(sites.map(({ host, path }, n) => ({ value: host + path, path: ['sites', n, 'host'] }))),
    ...findUnknown(
      sites.flatMap(({ agency }, n) => (agency === null ? [] : [{ value: agency, path: ['sites', n, 'agency'] }])),
      agencies.map(({ code }) => code),
    ),
    ...sites.flatMap(({ channel, agency }, n): Finding[] =>
      channel === 'own_site' && agency === null ? [{ path: ['sites', n, 'agency'], problem: { kind: 'missing' } }] : [],
    ),
  ]
}

function inOrder(from: LocalDate | null, to: LocalDate | null, path: Path): Finding[] {
  if (from === null || to === null || from <= to) return []
  return [{ path, problem: { kind: 'out_of_range', got: to, from, to: null } }]
}
