import { runProcess } from '@pressrun/runtime'
import { publisherConfig } from './config.ts'
import { runPublisher } from './service.ts'

await runProcess('publisher', publisherConfig, (context) => runPublisher(context))
