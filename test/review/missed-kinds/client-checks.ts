import type { MissedFault } from './missed-fault.js';

const kind = 'a check only in the client';

export const clientChecks: readonly MissedFault[] = [
  {
    name: 'TypeScript: the form forbids a negative refund, the endpoint takes it',
    kind,
    path: 'src/routes/orders.ts',
    before: `import { z } from 'zod';
import { orders } from '../orders.js';

export function orderRoutes(app: App) {
  app.get('/orders/:id', async ({ params }) => orders.get(params.id));
}
`,
    beside: {
      'web/refund-form.ts': `export function submitRefund(id: string, cents: number) {
  if (cents <= 0) return showError('Enter an amount above zero');
  return api.post(\`/orders/\${id}/refunds\`, { cents });
}
`,
    },
    planted: [
      [
        "import { orders } from '../orders.js';\n",
        "import { orders } from '../orders.js';\n\nconst Refund = z.object({ cents: z.number().int() });\n",
      ],
      [
        '  app.get(',
        `  app.post('/orders/:id/refunds', async ({ params, body }) => {
    const { cents } = Refund.parse(body);
    const order = await orders.get(params.id);
    await orders.refund(order, cents);
  });
  app.get(`,
      ],
    ],
    fault: {
      quote: 'await orders.refund(order, cents);',
      category: 'security',
      severity: 'must-fix',
      title: 'A refund may be negative or larger than what was paid',
      doubt: 'only the form forbids cents below zero; a request of its own books a charge as a refund',
    },
    nearMiss: [
      [
        '    await orders.refund(order, cents);',
        "    if (cents <= 0 || cents > order.refundable) throw new HttpError(422, 'cents');\n    await orders.refund(order, cents);",
      ],
    ],
    excludedBy: "if (cents <= 0 || cents > order.refundable) throw new HttpError(422, 'cents');",
  },
  {
    name: 'Python: the page bounds the picture, the endpoint decodes any size',
    kind,
    path: 'app/avatars.py',
    before: `import base64
import io

from fastapi import APIRouter
from PIL import Image
from pydantic import BaseModel, Field

router = APIRouter()


@router.get("/avatars/{user_id}")
def show(user_id: int):
    return avatars.read(user_id)
`,
    beside: {
      'static/avatar.js': `input.addEventListener('change', () => {
  if (input.files[0].size > 200_000) return warn('The picture is too large');
  send(input.files[0]);
});
`,
    },
    planted: [
      ['router = APIRouter()\n', 'router = APIRouter()\n\n\nclass Avatar(BaseModel):\n    data: str\n'],
      [
        '    return avatars.read(user_id)\n',
        `    return avatars.read(user_id)


@router.put("/avatars/{user_id}")
def replace(user_id: int, body: Avatar):
    raw = base64.b64decode(body.data)
    avatars.write(user_id, Image.open(io.BytesIO(raw)).resize((128, 128)))
`,
      ],
    ],
    fault: {
      quote: 'raw = base64.b64decode(body.data)',
      category: 'security',
      severity: 'should-fix',
      title: 'A picture of any size is decoded in memory',
      doubt: 'the limit of 200 kB is in avatar.js alone; a request may carry gigabytes',
    },
    nearMiss: [['    data: str\n', '    data: str = Field(max_length=300_000)\n']],
    excludedBy: 'data: str = Field(max_length=300_000)',
  },
  {
    name: 'Go: the page hides a role that the endpoint grants',
    kind,
    path: 'internal/members/handler.go',
    before: `package members

import "net/http"

func (h *Handler) Remove(w http.ResponseWriter, r *http.Request) {
	h.store.Remove(r.Context(), r.PathValue("id"))
}
`,
    beside: {
      'web/members.js': "const roles = actor.isOwner ? ['reader', 'writer', 'owner'] : ['reader', 'writer'];\n",
    },
    planted: [
      [
        'func (h *Handler) Remove(',
        `func (h *Handler) SetRole(w http.ResponseWriter, r *http.Request) {
	actor, role := memberOf(r), r.FormValue("role")
	if !actor.MayManage() {
		http.Error(w, "not allowed", http.StatusForbidden)
		return
	}
	h.store.SetRole(r.Context(), r.PathValue("id"), role)
}

func (h *Handler) Remove(`,
      ],
    ],
    fault: {
      quote: 'h.store.SetRole(r.Context(), r.PathValue("id"), role)',
      category: 'security',
      severity: 'must-fix',
      title: 'Who manages members can make himself owner',
      doubt: 'the role owner is hidden by members.js only; the form value may say it',
    },
    nearMiss: [['	if !actor.MayManage() {', '	if !actor.MayManage() || (role == RoleOwner && !actor.IsOwner()) {']],
    excludedBy: 'if !actor.MayManage() || (role == RoleOwner && !actor.IsOwner()) {',
  },
  {
    name: 'C#: a slider ends at 30 percent, the request does not',
    kind,
    path: 'Src/Orders/DiscountController.cs',
    before: `[ApiController]
public class DiscountController : ControllerBase
{
    [HttpGet("orders/{id}/discount")]
    public decimal Get(int id) => _orders.Find(id).Discount;
}
`,
    beside: {
      'Src/Orders/DiscountRequest.cs': `public class DiscountRequest
{
    public int Percent { get; set; }
}
`,
      'wwwroot/discount.html': '<input type="range" name="percent" min="0" max="30">\n',
    },
    planted: [
      [
        '    [HttpGet("orders/{id}/discount")]',
        `    [HttpPost("orders/{id}/discount")]
    public IActionResult Post(int id, DiscountRequest request)
    {
        var order = _orders.Find(id);
        order.Discount = order.Total * request.Percent / 100;
        _orders.Save(order);
        return NoContent();
    }

    [HttpGet("orders/{id}/discount")]`,
      ],
    ],
    fault: {
      quote: 'order.Discount = order.Total * request.Percent / 100;',
      category: 'security',
      severity: 'must-fix',
      title: 'A discount may be more than the price',
      doubt: 'max="30" is in the page; Percent of the request can be 100 or more',
    },
    nearMiss: [
      [
        '    public int Percent { get; set; }',
        '    [Range(0, 30)]\n    public int Percent { get; set; }',
        'Src/Orders/DiscountRequest.cs',
      ],
    ],
    excludedBy: '[Range(0, 30)]',
  },
];
