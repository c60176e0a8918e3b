export { connectBus, natsServers, type NatsConnection } from './connect.ts'
export { consume, type ConsumeObserver } from './consume/consume.ts'
export type { DeadLetter } from './consume/dead-letter.ts'
export {
  countDeadLetters,
  findDeadLetter,
  listDeadLetters,
  redeliver,
} from './consume/dead-letters.ts'
export { follow, type Reached } from './consume/follow.ts'
export { done, giveUp, mayBeRepeat, reactionToEach, retry } from './consume/reaction.ts'
export type { Delivery, Message, Reaction, ReactionOutcome } from './consume/reaction.ts'
export { ensureStreams } from './ensure-topology.ts'
export { skipRepeats } from './skip-repeats.ts'
export { NatsFault, natsFaultOf, natsFaults, type NatsFaultName } from './nats-fault.ts'
export { natsFaultMetric, watchNats, type NatsWatch, type WatchOptions } from './watch-nats.ts'
export { lastPosition, streamWitness } from './relay/last-message.ts'
export {
  answerRebuilds,
  answerFolderChecks,
  answerVerifications,
  requestRebuild,
  requestFolderCheck,
  requestVerification,
  type RebuildResponse,
  type FolderResponse,
  type VerifyResponse,
} from './requests.ts'
export { Relay } from './relay/relay.ts'
export { RelayOffers } from './relay/offers.ts'
export { relayObserver } from './relay/relay-observer.ts'
export { runRelay } from './relay/run-relay.ts'
export { announceWriter, findWriter } from './view-writer.ts'
export { streamFault } from './relay/stream-fault.ts'
export { consumerNames, deadLetterStream, durableConsumer, streamName } from './topology.ts'
