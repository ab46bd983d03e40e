import {Component, useState} from "@odoo/owl";
import {CustomerProgress} from "./customer_progress";
import {KeepLast} from "@web/core/utils/concurrency";
import {registry} from "@web/core/registry";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/**
 * Every dimension of one customer: the category, since when, by whom and why; below
 * them what other modules have to say, see `customer.profile._get_facts`.
 *
 * Lives in a page of a form and asks the server only once that page is opened.
 * Works on forms of customer.profile and of contacts.
 */
export class CustomerWhy extends Component {
    static template = "customer_classification.CustomerWhy";
    static components = {CustomerProgress};
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({classes: null, facts: []});
        // Answers for customers left in the meantime are dropped.
        this.keepLast = new KeepLast();
        useRecordObserver((record) => {
            // Looked at again after each save. The page does not wait for the answer.
            if (!record.dirty) {
                this.load(this.profileId(record));
            }
        });
    }

    profileId(record) {
        if (record.resModel === "customer.profile") {
            return record.resId;
        }
        return record.data.customer_profile_id?.id;
    }

    /** Promise of the server's answer, which is only shown while it is the last one. */
    load(profileId) {
        if (profileId !== this.shownId) {
            this.shownId = profileId;
            this.state.classes = null;
        }
        const answer = profileId
            ? this.orm.call("customer.profile", "get_page", [profileId])
            : Promise.resolve({classes: [], facts: []});
        this.keepLast.add(answer).then(
            ({classes, facts}) => Object.assign(this.state, {classes, facts}),
            () => null // whoever asked is told
        );
        return answer;
    }

    leaf(category) {
        return category.display_name.split(" / ").pop();
    }

    get canChange() {
        return Boolean(this.profileId(this.props.record));
    }

    async onSet(line) {
        if (!(await this.props.record.save())) {
            return;
        }
        const profileId = this.profileId(this.props.record);
        await this.action.doAction("customer_classification.action_pin_wizard", {
            additionalContext: {
                active_model: "customer.profile",
                active_ids: [profileId],
                default_dimension_id: line.dimension.id,
                default_category_id: line.category ? line.category.id : false,
            },
            onClose: () => this.reload(),
        });
    }

    async onRelease(line) {
        await this.orm.call("customer.profile", "action_release", [
            [this.profileId(this.props.record)],
            line.dimension.id,
        ]);
        await this.reload();
    }

    /** Customers were being classified, and are now: show it, if nothing is typed. */
    async onClassified() {
        if (!this.props.record.dirty) {
            await this.reload();
        }
    }

    async reload() {
        await this.props.record.load();
        await this.load(this.profileId(this.props.record));
    }
}

registry.category("view_widgets").add("customer_why", {component: CustomerWhy});
