import {registry} from "@web/core/registry";
import {useBus} from "@web/core/utils/hooks";
import {ListController} from "@web/views/list/list_controller";
import {listView} from "@web/views/list/list_view";

const CHANGED = "CUSTOMER-CLASSES-CHANGED";

/** A list whose search panel counts again when categories were set or refreshed. */
export class CustomerListController extends ListController {
    setup() {
        super.setup();
        // search() would reload the list alone.
        useBus(this.env.bus, CHANGED, () => this.env.searchModel._notify());
    }
}

registry.category("views").add("customer_list", {
    ...listView,
    Controller: CustomerListController,
});

/** What the server returns after it changed categories of customers. */
function classesChanged(env) {
    env.bus.trigger(CHANGED);
    return {type: "ir.actions.act_window_close"};
}

registry.category("actions").add("customer_classes_changed", classesChanged);
