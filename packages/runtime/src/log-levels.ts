/** Without a library: the supervisor asks for them too, and stays small. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
