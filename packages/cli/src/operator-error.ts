/** EX_CONFIG of sysexits.h: another start does not help, the environment or a file has to change. */
export const configurationExitCode = 78

type OperatorErrorOptions = ErrorOptions & { readonly exitCode?: number }

/**
 * A fault that only the operator can repair. The message is one line that names it and the remedy; it is shown as it
 * is, without a stack.
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
