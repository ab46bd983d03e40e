import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {animationFrame} from "@odoo/hoot-mock";
import {describe, expect, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");

class Customer extends models.Model {
    _name = "customer";

    name = fields.Char();
    kind = fields.Char();
    revenue = fields.Float({aggregator: "sum"});
    growth = fields.Float({aggregator: "avg"});

    _records = [
        {id: 1, name: "Small", kind: "x", revenue: 200, growth: 1},
        {id: 2, name: "Large", kind: "x", revenue: 450, growth: -0.5},
        {id: 3, name: "Gone", kind: "y", revenue: 0, growth: -1},
    ];
}

defineMailModels();
defineModels([Customer]);

const ARCH = `
    <list js_class="customer_means">
        <field name="name"/>
        <field name="revenue" sum="Revenue"/>
        <field name="growth" avg="Of all together" digits="[16, 2]"/>
    </list>`;
const FOOT = "tfoot td.o_list_number";

/** The server answers this, and writes down whom it was asked about. */
function answers(value) {
    const asked = [];
    onRpc("customer", "formatted_read_group", ({kwargs}) => {
        asked.push(kwargs.domain);
        expect(kwargs.aggregates).toEqual(["growth:avg"]);
        return [{"growth:avg": value, __extra_domain: []}];
    });
    return asked;
}

test("foot: what the server says of the rows that are shown", async () => {
    const asked = answers(-0.48);
    await mountView({type: "list", resModel: "customer", arch: ARCH});
    await animationFrame();
    expect(`${FOOT}:eq(1)`).toHaveText("-0.48");
    expect(`${FOOT}:eq(0)`).toHaveText("650.00");
    expect(asked).toEqual([[["id", "in", [1, 2, 3]]]]);
});

test("foot: of those who are selected", async () => {
    const asked = answers(-0.35);
    await mountView({type: "list", resModel: "customer", arch: ARCH});
    await contains("tbody tr:eq(1) input").click();
    await animationFrame();
    expect(asked.at(-1)).toEqual([["id", "in", [2]]]);
    expect(`${FOOT}:eq(1)`).toHaveText("-0.35");
});

test("foot: of all groups, whatever their own rates", async () => {
    const asked = answers(-0.48);
    await mountView({
        type: "list",
        resModel: "customer",
        arch: ARCH,
        groupBy: ["kind"],
        domain: [["id", ">", 0]],
    });
    await animationFrame();
    expect(`${FOOT}:eq(1)`).toHaveText("-0.48");
    expect(asked).toEqual([[["id", ">", 0]]]);
});

test("foot: nothing where the server knows none", async () => {
    answers(false);
    await mountView({type: "list", resModel: "customer", arch: ARCH});
    await animationFrame();
    expect(FOOT).toHaveCount(1); // that of the revenue
    expect(FOOT).toHaveText("650.00");
});
