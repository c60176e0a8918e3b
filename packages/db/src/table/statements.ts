import type { Statement } from './query.ts'
import { selection, type Column, type Table } from './table.ts'

/** Writes many rows with one statement. Its text does not depend on how many. */
export type Writing<Row> = (rows: readonly Row[]) => Statement

type Fields<Row> = readonly (keyof Row & string)[]

type InsertOptions<Row> = {
  /** All of them when left out. */
  readonly fields?: Fields<Row>
  /** Values that all rows share. */
  readonly constants?: { readonly [Field in keyof Row & string]?: number | boolean }
  /** SQL: what follows from the rows that were `changed`. */
  readonly follows?: string
}

export function insertInto<Row extends object>(
  table: Table<Row>,
  { fields, constants = {}, follows }: InsertOptions<Row> = {},
): Writing<Row> {
  const columns = fields ? fields.map(table.column) : table.columns
  const same = (Object.keys(constants) as (keyof Row & string)[]).map(table.column)
  const names = [...columns, ...same].map(({ name }) => name).join(', ')
  const values = ['*', ...Object.values(constants)].join(', ')
  const insert = `insert into ${table.name} (${names}) select ${values} from ${unnest(columns)}`
  const text = follows ? `with changed as (${insert} returning *), ${follows} select` : insert
  return (rows) => ({ text, values: arrays(columns, rows) })
}

/** A state, and its value when its transaction began to decide. */
export type Change<State> = { readonly before: State; readonly after: State }

type UpdateOptions<Row> = {
  /** The first is the key. Those of the state when left out. */
  readonly fields?: Fields<Row>
  /** Fields that must not have changed. */
  readonly guards: Fields<Row>
  /** SQL: what follows from the rows that were `changed`. */
  readonly follows?: string
}

/**
 * A row is changed only if its guards are unchanged; unless all rows are, `expect_rows` fails the statement with a
 * serialization failure, and with it the transaction.
 */
export function updateIn<Row extends object>(
  table: Table<Row>,
  { fields, guards, follows }: UpdateOptions<Row>,
): Writing<Change<Row>> {
  const { name } = table
  const columns = fields ? fields.map(table.column) : table.state
  const was = guards.map(table.column)
  const [key, ...rest] = columns.map((column) => column.name)
  const sets = rest.map((column) => `${column} = new.${column}`).join(', ')
  const names = [key, ...rest, ...was.map((guard) => `was_${guard.name}`)]
  const isAsBefore = was.map((guard) => ` and ${name}.${guard.name} = new.was_${guard.name}`)
  const text = `with changed as (
      update ${name} set ${sets}
      from ${unnest([...columns, ...was])} as new (${names.join(', ')})
      where ${name}.${key} = new.${key}${isAsBefore.join('')} returning ${follows ? `${name}.*` : '1'}
    )${follows ? `, ${follows}` : ''} select expect_rows(count(*), $${names.length + 1}::integer) from changed`
  return (changes) => {
    const after = changes.map((change) => change.after)
    const before = changes.map((change) => change.before)
    return { text, values: [...arrays(columns, after), ...arrays(was, before), changes.length] }
  }
}

/** The first column is the key: an existing row is overwritten, column by column. */
export function upsertInto<Row extends object>({ name, columns }: Table<Row>): Writing<Row> {
  const [key, ...rest] = columns.map((column) => column.name)
  const sets = rest.map((column) => `${column} = excluded.${column}`).join(', ')
  const text = `insert into ${name} (${[key, ...rest].join(', ')})
    select * from ${unnest(columns)} on conflict (${key}) do update set ${sets}`
  return (rows) => ({ text, values: arrays(columns, rows) })
}

/** SQL: the states in a table, or in a view of it. */
export const selectStates = <Row>({ state, name }: Table<Row>, from = name): string =>
  `select ${selection(state)} from ${from}`

/** SQL: rows of the arrays that `arrays` makes, from the first parameter on. */
export const unnest = (columns: readonly Column[]) =>
  `unnest(${columns.map(({ type }, i) => `$${i + 1}::${type}[]`).join(', ')})`

/**
 * Array literals, column by column. Numbers, instants and ids need no quotes; building the text here costs a tenth of
 * the driver's general conversion.
 */
export const arrays = (columns: readonly Column[], rows: readonly object[]) =>
  columns.map(({ field, type }) =>
    arrayLiteral(
      rows.map((row) => row[field as never]),
      type,
    ),
  )

export function arrayLiteral(values: readonly unknown[], type: Column['type']): string {
  const quoted = type === 'text' || type === 'json'
  const elements = values.map((value) => {
    if (value === null || value === undefined) return 'NULL'
    const text = type !== 'json' && typeof value === 'string' ? value : JSON.stringify(value)
    return quoted && needsQuotes.test(text) ? quote(text) : text
  })
  return `{${elements.join(',')}}`
}

/** All but the characters of our ids and names; the empty text and NULL itself included. */
const needsQuotes = /[^a-zA-Z0-9_.:/-]|^$|^null$/i

const quote = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
