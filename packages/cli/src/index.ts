export * from './servers/index.ts'
export { OperatorError } from './operator-error.ts'
