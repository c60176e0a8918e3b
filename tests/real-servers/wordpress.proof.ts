import { describeRealServer } from './describe-real-server.ts'
import { wordpress } from './servers/wordpress/wordpress.ts'

await describeRealServer(wordpress)
