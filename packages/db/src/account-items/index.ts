// What accounts were given, by the keys of items.
export { claimItem } from './claim-item.ts'
export { allKeysOf, claimKeys } from './claim-keys.ts'
export { itemKeysMax, learnKeys, type ReadItem } from './learn-keys.ts'
export { forgetItems, rememberItem } from './remember-item.ts'
