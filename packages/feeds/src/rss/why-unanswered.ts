import type { NotSent, NotSentCode, Unanswered, UnknownCode } from '@pressrun/outbound'
import type { Problem } from '../item.ts'

/**
 * Why a feed could not be fetched. Network errors name hosts and addresses, also those of redirects, and anyone who
 * may see the source may see this: so only the kind of failure is reported. For TLS the outbound client reports no
 * more than that.
 */
export const whyUnanswered = ({ code, message }: NotSent | Unanswered): Problem => ({
  code,
  message: code === 'tls-failed' ? message : messages[code],
})

const messages: Record<Exclude<NotSentCode | UnknownCode, 'tls-failed'>, string> = {
  'dns-failed': 'The host name could not be resolved.',
  'connection-refused': 'The server refused the connection.',
  'connection-failed': 'No connection to the server could be made.',
  'connect-timeout': 'The server did not accept a connection in time.',
  'target-not-allowed':
    'The feed, or where it redirects to, is at a private address that PRESSRUN_PRIVATE_TARGETS does not list.',
  'request-invalid':
    'The location, or where it redirects to, is not an address that can be requested.',
  'deadline-passed': 'The server did not answer in time.',
  'machine-exhausted': 'this machine had no file descriptor, port or memory left',
  aborted: 'Fetching the feed was stopped.',
  'connection-broken': 'The connection broke before the whole feed had arrived.',
  'answer-invalid': 'The server sent an answer that is not valid HTTP.',
}
