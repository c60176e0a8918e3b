import { runProcess } from '@pressrun/runtime'
import { gatewayConfig } from './config.ts'
import { openGateway } from './open-gateway.ts'

await runProcess('gateway', gatewayConfig, openGateway)
