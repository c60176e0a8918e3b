/** A measured figure and its target. */
export type Figure = {
  readonly name: string
  readonly aim: string
  readonly measured: string
  readonly holds: boolean
}

export const atMost = (name: string, value: number, max: number, unit: string): Figure => ({
  name,
  aim: `<= ${max} ${unit}`,
  measured: `${round(value)} ${unit}`,
  holds: value <= max,
})

export const round = (value: number) => Math.round(value * 10) / 10
