import { FluentBundle, type FluentFunction, FluentResource } from '@fluent/bundle'
import type { Language } from '../domain/message.ts'

export type Args = Record<string, string | number>
export type Translator = (language: Language, key: string, args?: Args) => string
/** A translator that speaks one language. */
export type Say = (key: string, args?: Args) => string

/** Takes the Fluent source of each language. A missing key or argument throws: it is a bug, not a state. */
export function createTranslator(sources: Record<Language, string>): Translator {
  const bundles = { vi: createBundle('vi', sources.vi), en: createBundle('en', sources.en) }
  return (language, key, args) => {
    const bundle = bundles[language]
    const pattern = bundle.getMessage(key)?.value
    if (!pattern) throw new Error(`No text "${key}" in "${language}"`)
    return bundle.formatPattern(pattern, args)
  }
}

/** `GIVEN($to) -> [yes] … *[no] …` for an argument that may be left empty, which no variant of Fluent's own can name. */
const isGiven: FluentFunction = ([value]) => (value === '' ? 'no' : 'yes')

function createBundle(language: Language, source: string): FluentBundle {
  // Isolation marks serve mixed writing directions; in chat they would only travel along with every copied name.
  const bundle = new FluentBundle(language, { useIsolating: false, functions: { GIVEN: isGiven } })
  const [error] = bundle.addResource(new FluentResource(source))
  if (error) throw error
  return bundle
}
