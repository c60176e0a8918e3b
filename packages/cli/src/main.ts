import { runCommand } from './commands/program.ts'

await runCommand(process.argv, process.env)
