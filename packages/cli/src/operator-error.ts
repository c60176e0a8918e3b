/** EX_CONFIG of sysexits.h: to start again does not help, the environment or a file has to change. */
export const configurationExitCode = 78

type OperatorErrorOptions = ErrorOptions & { readonly exitCode?: number }

/**
 * Something only the operator can put right. The message is one line that says what is wrong and
 * what to do; it is shown as it is, without a stack.
 */
export class OperatorError extends Error {
  override readonly name = 'OperatorError'
  readonly exitCode: number

  constructor(message: string, { exitCode = 1, ...options }: OperatorErrorOptions = {}) {
    super(message, options)
    this.exitCode = exitCode
  }
}

/** Settings, keys or files that have to change before a start can succeed. */
export const configurationError = (message: string, options: ErrorOptions = {}): OperatorError =>
  new OperatorError(message, { ...options, exitCode: configurationExitCode })
