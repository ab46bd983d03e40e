import {onWillStart} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {
    buildM2OFieldDescription,
    Many2OneField,
} from "@web/views/fields/many2one/many2one_field";

/**
 * A category as a coloured chip that shows its own name; the full name with the
 * names of its parents is the tooltip. An ordinary many2one while being edited.
 */
export class ClassField extends Many2OneField {
    static template = "customer_classification.ClassField";

    setup() {
        this.categories = useService("customer_categories");
        onWillStart(async () => {
            this.colors = await this.categories.colors();
        });
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get leaf() {
        return (this.value.display_name || "").split(" / ").pop();
    }

    get title() {
        const label =
            this.props.string || this.props.record.fields[this.props.name].string;
        return `${label}: ${this.value.display_name}`;
    }

    get color() {
        return this.colors[this.value.id] || 0;
    }
}

registry.category("fields").add("customer_class", {
    ...buildM2OFieldDescription(ClassField),
    listViewWidth: [88],
});
