import {
    defineModels,
    fields,
    getService,
    makeMockEnv,
    models,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {rpcBus} from "@web/core/network/rpc";

describe.current.tags("headless");

class Category extends models.Model {
    _name = "customer.classification.category";

    name = fields.Char();
    color = fields.Integer();
    active = fields.Boolean({default: true});

    _records = [
        {id: 1, name: "Retail", color: 5},
        {id: 2, name: "Gone", color: 3, active: false},
    ];
}

class Partner extends models.Model {
    _name = "res.partner";

    name = fields.Char();

    _records = [{id: 1, name: "Customer"}];
}

defineModels([Category, Partner]);

beforeEach(async () => {
    onRpc("customer.classification.category", "search_read", () => {
        expect.step("asked");
    });
    await makeMockEnv();
});

const colors = () => getService("customer_categories").colors();

test("colours are asked for once, those of archived classes too", async () => {
    const [one, other] = await Promise.all([colors(), colors()]);
    expect(one).toEqual({1: 5, 2: 3});
    expect(other).toBe(one);
    expect.verifySteps(["asked"]);
});

test("a class that changes is asked for again", async () => {
    await colors();
    await getService("orm").write("customer.classification.category", [1], {color: 8});
    expect(await colors()).toEqual({1: 8, 2: 3});
    expect.verifySteps(["asked", "asked"]);
});

test("a class that changes makes the client forget its views", async () => {
    rpcBus.addEventListener("CLEAR-CACHES", ({detail}) => expect.step(detail));
    await getService("orm").create("customer.classification.category", [{name: "New"}]);
    expect.verifySteps(["get_views"]);
});

test("reading classes, or changing something else, keeps all", async () => {
    await colors();
    rpcBus.addEventListener("CLEAR-CACHES", ({detail}) => expect.step(detail));
    await getService("orm").read("customer.classification.category", [1], ["name"]);
    await getService("orm").write("res.partner", [1], {name: "Renamed"});
    await colors();
    expect.verifySteps(["asked"]);
});
