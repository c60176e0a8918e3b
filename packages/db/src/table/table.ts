type ColumnType =
  | 'text'
  | 'integer'
  | 'bigint'
  | 'smallint'
  | 'double precision'
  | 'boolean'
  | 'timestamptz'
  | 'json'

export type Column = {
  /** Of the row, in camelCase. */
  readonly field: string
  /** In the database, in snake_case. */
  readonly name: string
  readonly type: ColumnType
}

/** Each field in SQL, as in `create table`, in the order of the table's columns. */
type Definitions<Row> = { readonly [Field in keyof Row & string]-?: string }

type Described<State, Beside> = {
  readonly name: string
  readonly columns: Definitions<State>
  /** Further columns, which are no part of the state that is folded from events. */
  readonly beside?: Definitions<Beside>
  readonly primaryKey?: string
  /** Storage parameters. */
  readonly storage?: string
  /** SQL after the table: its indexes, and rows that exist from the beginning. */
  readonly more?: readonly string[]
}

/** A table, described once: its DDL, the type of its rows, and what statements need to know of it. */
export type Table<Row> = {
  readonly name: string
  /** All writable fields. */
  readonly columns: readonly Column[]
  /** The columns of the state: all but those `beside` it. */
  readonly state: readonly Column[]
  readonly column: (field: keyof Row & string) => Column
  /** SQL: its columns, each under the name of its field. */
  readonly fields: string
  /** SQL: its rows. */
  readonly select: string
  /** The statements that create it. */
  readonly layout: readonly string[]
  /** Never set: it carries the type. */
  readonly row?: Row
}

export type RowOf<Described> = Described extends Table<infer Row> ? Row : never

export function table<State, Beside extends object = object>(
  described: Described<State, Beside>,
): Table<State & Beside> {
  const { name, primaryKey, storage, more = [] } = described
  const state = columnsOf(described.columns)
  const columns = [...state, ...columnsOf(described.beside ?? {})]
  const parts = columns.map((column) => `${column.name} ${column.sql}`)
  if (primaryKey) parts.push(`primary key (${primaryKey})`)
  const body = `(\n  ${parts.join(',\n  ')}\n)${storage ? ` with (${storage})` : ''}`
  const written = columns.filter(({ sql }) => !sql.includes(generated))
  const fields = selection(written)
  const byField = new Map<string, Column>(columns.map((column) => [column.field, column]))
  return {
    name,
    columns: written,
    state,
    fields,
    select: `select ${fields} from ${name}`,
    column: (field) => byField.get(field) as Column,
    layout: [`create table ${name} ${body}`, ...more],
  }
}

const columnsOf = (definitions: Readonly<Record<string, string>>) =>
  Object.entries(definitions).map(([field, sql]) => ({
    field,
    name: snakeCase(field),
    type: typeOf(sql),
    sql,
  }))

const generated = 'generated always as'

/** The same conversion as Kysely's plugin. */
const snakeCase = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const typeOf = (sql: string) => /^(?:double precision|\w+)(?:\[\])?/.exec(sql)?.[0] as ColumnType

/** SQL: columns, each under the name of its field. */
export const selection = (columns: readonly Column[], of = ''): string =>
  columns
    .map(({ name, field }) => (name === field ? `${of}${name}` : `${of}${name} as "${field}"`))
    .join(', ')

/** Ids compare bytewise. */
export const id = 'text collate "C"'
