import { serveRenderTasks } from '@pressrun/content'
import { renderTasks } from './render-tasks.ts'

serveRenderTasks(renderTasks)
