type ColumnType =
  | 'text'
  | 'integer'
  | 'bigint'
  | 'smallint'
  | 'double precision'
  | 'boolean'
  | 'timestamptz'
  | 'json'

/**
 * How a state's fields lie in its table. The statements that write many rows at once are built from
 * this list: one array parameter per column, so a statement's text never depends on the row count.
 */
export type Column<State> = {
  readonly name: string
  readonly type: ColumnType
  readonly of: (state: State) => unknown
}

type InsertOptions = {
  /** What is the same of all of them. */
  readonly constants?: Readonly<Record<string, number | boolean>>
  /** SQL: what follows from the rows that were `changed`. */
  readonly follows?: string
}

export function insertMany<State>(
  table: string,
  columns: readonly Column<State>[],
  { constants = {}, follows }: InsertOptions = {},
) {
  const names = [...columns.map((column) => column.name), ...Object.keys(constants)].join(', ')
  const values = ['*', ...Object.values(constants)].join(', ')
  const insert = `insert into ${table} (${names}) select ${values} from ${unnest(columns)}`
  const text = follows ? `with changed as (${insert} returning *), ${follows} select` : insert
  return (states: readonly State[]) => ({
    name: `insert-${table}`,
    text,
    values: arrays(columns, states),
  })
}

/** A state, and what it was when its transaction began to decide. */
export type Change<State> = { readonly before: State; readonly after: State }

type UpdateOptions = {
  readonly kind?: string
  /** SQL: what follows from the rows that were `changed`. */
  readonly follows?: string
}

/**
 * The first column is the key. A row is changed only if its guards are still what they were before; unless
 * all rows are, `expect_rows` fails the statement with a serialization failure, and with it the transaction.
 */
export function updateMany<State>(
  table: string,
  columns: readonly Column<State>[],
  guards: readonly Column<State>[],
  { kind = 'changed', follows }: UpdateOptions = {},
) {
  const [key, ...rest] = columns
  const sets = rest.map((column) => `${column.name} = new.${column.name}`).join(', ')
  const names = [
    ...columns.map((column) => column.name),
    ...guards.map((column) => `was_${column.name}`),
  ]
  const isAsBefore = guards.map(({ name }) => ` and ${table}.${name} = new.was_${name}`).join('')
  const count = `$${names.length + 1}::integer`
  const text = `with changed as (
      update ${table} set ${sets}
      from ${unnest([...columns, ...guards])} as new (${names.join(', ')})
      where ${table}.${key?.name} = new.${key?.name}${isAsBefore} returning ${follows ? `${table}.*` : '1'}
    )${follows ? `, ${follows}` : ''} select expect_rows(count(*), ${count}) from changed`
  return (changes: readonly Change<State>[]) => ({
    name: `update-${table}-${kind}`,
    text,
    values: [
      ...arrays(
        columns,
        changes.map(({ after }) => after),
      ),
      ...arrays(
        guards,
        changes.map(({ before }) => before),
      ),
      changes.length,
    ],
  })
}

/** The first column is the key: a row that is there already is overwritten, column by column. */
export function upsertMany<State>(table: string, columns: readonly Column<State>[]) {
  const [key, ...rest] = columns.map((column) => column.name)
  const sets = rest.map((name) => `${name} = excluded.${name}`).join(', ')
  const text = `insert into ${table} (${[key, ...rest].join(', ')})
    select * from ${unnest(columns)} on conflict (${key}) do update set ${sets}`
  return (states: readonly State[]) => ({
    name: `upsert-${table}`,
    text,
    values: arrays(columns, states),
  })
}

/** SQL: rows of the arrays that `arrays` makes, from the first parameter on. */
export const unnest = <State>(columns: readonly Column<State>[]) =>
  `unnest(${columns.map((column, i) => `$${i + 1}::${column.type}[]`).join(', ')})`

/**
 * Array literals, column by column. Numbers, instants and ids need no quotes; building the text here
 * costs a tenth of what the driver's general conversion does.
 */
export const arrays = <State>(columns: readonly Column<State>[], states: readonly State[]) =>
  columns.map((column) => arrayLiteral(states.map(column.of), column.type))

export function arrayLiteral(values: readonly unknown[], type: ColumnType): string {
  const quoted = type === 'text' || type === 'json'
  const elements = values.map((value) => {
    if (value === null || value === undefined) return 'NULL'
    const text = type !== 'json' && typeof value === 'string' ? value : JSON.stringify(value)
    return quoted && needsQuotes.test(text) ? quote(text) : text
  })
  return `{${elements.join(',')}}`
}

/** Anything but what ids and names of ours are made of; the empty text and NULL itself included. */
const needsQuotes = /[^a-zA-Z0-9_.:/-]|^$|^null$/i

const quote = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
