/** What was seen of the log from outside, and how far it was: a log that knows less was restored. */
export type Witness = {
  /** Its name for people: "the stream". */
  readonly name: string
  /** Of the log, when it was seen: each restore that is accepted begins another. */
  readonly epoch: number
  readonly position: number
  /** The id of the event at that position, where the witness knows it. */
  readonly id?: string | undefined
}

/** The log, as far as a witness is compared with it. */
export type WitnessedLog = {
  readonly epoch: number
  readonly head: number
  /** The id of the event at the position of the witness; undefined when there is none. */
  readonly idThere: string | undefined
}

/**
 * Returns how a witness contradicts the log, or undefined. What was seen of an epoch before is settled: a person has
 * accepted that the log is another.
 */
export function contradiction(witness: Witness, log: WitnessedLog): string | undefined {
  const { name, epoch, position, id } = witness
  if (position === 0 || epoch < log.epoch) return undefined
  if (epoch > log.epoch) return `${name} is of epoch ${epoch}, the log of epoch ${log.epoch}`
  if (position > log.head)
    return `${name} has seen position ${position}, the log ends at ${log.head}`
  if (id !== undefined && id !== log.idThere)
    return `${name} has seen another event at position ${position} than the log has`
  return undefined
}
