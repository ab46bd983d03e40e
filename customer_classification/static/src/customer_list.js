import {onMounted, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useBus, useService} from "@web/core/utils/hooks";
import {ListController} from "@web/views/list/list_controller";
import {listView} from "@web/views/list/list_view";
import {CustomerProgress} from "./customer_progress";
import {MeansListRenderer} from "./means_list";

const CHANGED = "CUSTOMER-CLASSES-CHANGED";

/**
 * A list whose search panel counts again when categories were set or refreshed, and
 * which leads a manager to what could not be; that says how far customers are while they
 * are classified for the first time.
 */
export class CustomerListController extends ListController {
    static template = "customer_classification.CustomerListView";
    static components = {...ListController.components, CustomerProgress};

    setup() {
        super.setup();
        // search() would reload the list alone.
        useBus(this.env.bus, CHANGED, () => {
            this.env.searchModel._notify();
            this.countProblems();
        });
        this.orm = useService("orm");
        this.problems = useState({count: 0});
        onMounted(() => this.countProblems());
    }

    async countProblems() {
        this.problems.count = await this.orm.silent.call(
            "customer.refresh.problem",
            "get_count",
            []
        );
    }

    openProblems() {
        this.actionService.doAction("customer_classification.action_problems");
    }

    onClassified() {
        this.env.bus.trigger(CHANGED);
    }
}

registry.category("views").add("customer_list", {
    ...listView,
    Controller: CustomerListController,
    Renderer: MeansListRenderer,
    buttonTemplate: "customer_classification.CustomerList.Buttons",
});

/** What the server returns after it changed categories of customers. */
function classesChanged(env) {
    env.bus.trigger(CHANGED);
    return {type: "ir.actions.act_window_close"};
}

registry.category("actions").add("customer_classes_changed", classesChanged);
