/**
 * Something only the operator can put right. The message is one line that says what is wrong and
 * what to do; it is shown as it is, without a stack.
 */
export class OperatorError extends Error {
  override readonly name = 'OperatorError'
}
