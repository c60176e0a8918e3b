import { Cron } from 'croner'

/** Without a function to call, croner keeps no timer. With no offset it computes without a zone. */
export const parseCron = (cron: string) => new Cron(cron.trim(), { mode: '5-part', utcOffset: 0 })
