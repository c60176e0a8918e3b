export { addKey } from './add-key.ts'
export { keyWorld } from './key-world.ts'
export { listKeys } from './list-keys.ts'
export { revokeKey } from './revoke-key.ts'
