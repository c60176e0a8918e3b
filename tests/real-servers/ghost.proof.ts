import { describeRealServer } from './describe-real-server.ts'
import { ghost } from './servers/ghost/ghost.ts'

await describeRealServer(ghost)
