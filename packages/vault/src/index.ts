export { createApiKey } from './api-keys/create-api-key.ts'
export { ensureAdminKey } from './api-keys/ensure-admin-key.ts'
export { findApiKey, findRevokedKeys, noteKeyUse, type ApiKey } from './api-keys/find-api-key.ts'
export { revokeApiKey } from './api-keys/revoke-api-key.ts'
export {
  giveUpMark,
  seal,
  secretKey,
  secretKeys,
  unseal,
  type KeyRing,
  type SecretKey,
} from './credentials.ts'
export { forgetCredentials, keepCredentials } from './keep-credentials.ts'
export { missingSecretKeys } from './missing-secret-keys.ts'
export { giveUpKey, resealCredentials } from './reseal-credentials.ts'
export { areSecretKeys } from './secret-length.ts'
export { makeApiKey } from './secret-text.ts'
