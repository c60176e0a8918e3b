export * from './servers/index.ts'
export { readInstance, type Instance, type InstanceProcess } from './instance-file.ts'
export { OperatorError } from './operator-error.ts'
export { processIdentity } from './servers/process-identity.ts'
