import {rpcBus} from "@web/core/network/rpc";
import {UPDATE_METHODS} from "@web/core/orm_service";
import {registry} from "@web/core/registry";

const MODELS = [
    "customer.classification.dimension",
    "customer.classification.category",
];
const METHODS = [...UPDATE_METHODS, "web_resequence"];

/**
 * The colours of categories, asked for once.
 *
 * Also forgets the views that the web client has kept whenever a dimension or a
 * category changes: a new dimension is a new column in many of them.
 */
export const categoriesService = {
    dependencies: ["orm"],
    start(env, {orm}) {
        let colors = null;
        rpcBus.addEventListener("RPC:RESPONSE", ({detail}) => {
            const {model, method} = detail.data.params;
            if (MODELS.includes(model) && METHODS.includes(method)) {
                colors = null;
                rpcBus.trigger("CLEAR-CACHES", "get_views");
            }
        });

        async function load() {
            const categories = await orm.searchRead(
                "customer.classification.category",
                [],
                ["color"],
                {context: {active_test: false}}
            );
            return Object.fromEntries(categories.map(({id, color}) => [id, color]));
        }

        return {
            /** Promise of {category id: index of a colour of Odoo's tags}. */
            colors() {
                colors = colors || load();
                return colors;
            },
        };
    },
};

registry.category("services").add("customer_categories", categoriesService);
