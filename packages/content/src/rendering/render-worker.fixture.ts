import { renderHtml } from '../markdown/render-html.ts'
import { serveRenderTasks } from './serve-render-tasks.ts'

serveRenderTasks({ html: renderHtml })
