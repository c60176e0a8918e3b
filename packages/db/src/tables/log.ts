/** The record: the log, its head, and its known incarnation. */
export const logLayout = [
  // A row is a chunk: consecutive events of one commit and one subject, and a message of the stream. Readers find the
  // chunks of an object by about, which holds hashes of ids: a few chunks about another object may be among them. The
  // list is kept without pending entries, so that no commit has to sort those of others while it holds the head.
  `create table log (
    seq bigint primary key,
    first bigint not null,
    last bigint not null,
    subject text collate "C" not null,
    schema_version smallint not null,
    meta json not null,
    at timestamptz not null,
    about integer[] not null,
    data text not null
  )`,
  `create index log_about on log using gin (about) with (fastupdate = off)`,
  `create unique index log_last on log (last)`,
  `create index log_subject on log (subject, last)`,
  // One row: the transaction that holds it assigns the next rows and positions, so both are gap-free and in commit
  // order. It is updated once per commit; the free space keeps those updates on its own page.
  `create table log_head (
    only_row boolean primary key default true check (only_row),
    seq bigint not null,
    position bigint not null
  ) with (fillfactor = 10)`,
  `insert into log_head (seq, position) values (0, 0)`,
  // Guards the changes of many rows: they change as many as they mean to, or their transaction fails.
  `create function expect_rows(changed bigint, expected integer) returns void
    language plpgsql as $$
    begin
      if changed <> expected then
        raise exception '% of % rows were as they were read', changed, expected
          using errcode = 'serialization_failure';
      end if;
    end $$`,
  // Guards the log itself: returns the row with which the log ends, which has to be the one that log_head names. A
  // transaction that would append after any other is undone. Commits of others while this one waited for the head are
  // seen here, as they are not in the statement that calls this.
  `create function log_end(head_seq bigint, head_position bigint) returns bigint
    language plpgsql volatile as $$
    begin
      if head_seq is null then
        raise exception 'log_head has lost its row' using errcode = 'data_corrupted';
      end if;
      if head_seq = 0 and head_position = 0 then
        return 0;
      end if;
      perform from log where seq = head_seq and last = head_position;
      if not found then
        raise exception 'log_head names row % and position %, which the log does not have', head_seq,
          head_position using errcode = 'data_corrupted';
      end if;
      return head_seq;
    end $$`,
  // The value of an id in the column about: its CRC-32 as a signed integer, of a task's id without its last character.
  // For people and for a few rows: it takes longer here than in the processes.
  `create function hash_of(id text) returns integer
    language plpgsql immutable strict parallel safe as $$
    declare
      bytes bytea := convert_to(case when id like 'task\\_%' then left(id, -1) else id end, 'UTF8');
      crc bigint := x'ffffffff'::bigint;
    begin
      for i in 0 .. length(bytes) - 1 loop
        crc := crc # get_byte(bytes, i);
        for bit in 1 .. 8 loop
          crc := (crc >> 1) # (case crc & 1 when 1 then x'edb88320'::bigint else 0 end);
        end loop;
      end loop;
      return (crc # x'ffffffff'::bigint)::bit(32)::integer;
    end $$`,
  // For people: the events of the log one by one.
  `create view events as
    select log.first + event.ordinal - 1 as position, event.body->>'stream' as stream_id,
      (event.body->>'version')::integer as version, split_part(log.subject, '.', 4) as type,
      log.schema_version, event.body->'data' as data,
      jsonb_strip_nulls(log.meta::jsonb || coalesce((event.body->'meta')::jsonb, '{}')
        || jsonb_build_object('causationId', event.body->>'cause')) as meta,
      log.at as recorded_at, log.seq
    from log cross join lateral
      json_array_elements(log.data::json) with ordinality as event (body, ordinal)`,

  // One row, with free space so that its updates stay on its page. The incarnation of the log when it was last known
  // to be whole: null until that is learned.
  `create table log_guard (
    only_row boolean primary key default true check (only_row),
    epoch integer not null default 1,
    system_identifier text,
    database_oid bigint,
    table_oid bigint,
    restored_at timestamptz,
    reason text,
    restored_position bigint,
    state_at timestamptz,
    known_epoch integer,
    accepted_at timestamptz
  ) with (fillfactor = 10)`,
  `insert into log_guard default values`,
  // The restores that were accepted, each with the epoch that it began.
  `create table restores (
    epoch integer primary key,
    restored_at timestamptz not null,
    reason text not null,
    position bigint not null,
    state_at timestamptz not null,
    tasks integer not null,
    accepted_at timestamptz not null,
    accepted_by text not null
  )`,
]
