import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";
import {RulePreviewDialog} from "./rule_preview";

const DIMENSION = "customer.classification.dimension";

/**
 * A form of rules, of a dimension or one of its categories: what they would do is
 * shown on the real customers before they are saved, and they are applied at once.
 *
 * The server says which changes are worth it: names and colours are just saved.
 */
export class RuleFormController extends FormController {
    static template = "customer_classification.RuleFormView";

    setup() {
        super.setup();
        this.notification = useService("notification");
        // The changes were shown and accepted before saving began.
        this.isAccepted = false;
        // The saved rules are to be applied.
        this.isToApply = false;
        // Customers were classified since the form was loaded.
        this.isStale = false;
    }

    get canPreview() {
        const {data} = this.model.root;
        return this.canEdit && data.method !== "manual" && this.dimensionId !== null;
    }

    /** Id of the dimension; false for a new one, null for a category without one. */
    get dimensionId() {
        const {data, resId} = this.model.root;
        if (this.props.resModel === DIMENSION) {
            return resId || false;
        }
        return data.dimension_id ? data.dimension_id.id : null;
    }

    /** What is changed, as changes of the dimension. */
    dimensionChanges(record, changes) {
        if (this.props.resModel === DIMENSION) {
            return changes;
        }
        if (!Object.keys(changes).length) {
            return {};
        }
        const command = record.resId ? [1, record.resId, changes] : [0, 0, changes];
        return {category_ids: [command]};
    }

    /** Promise of the preview; of false where `automatic` ones have nothing to show. */
    loadPreview(record, changes, automatic) {
        return this.orm.call(
            DIMENSION,
            "preview_changes",
            [
                this.dimensionId ? [this.dimensionId] : [],
                this.dimensionChanges(record, changes),
            ],
            {automatic, context: record.context}
        );
    }

    /** Promise of "apply", "discard" or false where the dialog is just closed. */
    ask(preview, isChanged) {
        return new Promise((resolve) => {
            let given = false;
            const props = {
                preview,
                isChanged,
                answer: (answer) => {
                    given = answer;
                },
            };
            this.dialogService.add(RulePreviewDialog, props, {
                onClose: () => resolve(given),
            });
        });
    }

    async onPreview() {
        const record = this.model.root;
        if (!(await record.checkValidity({displayNotification: true}))) {
            return;
        }
        const changes = await record.getChanges();
        const isChanged = record.isNew || Boolean(Object.keys(changes).length);
        const preview = await this.loadPreview(record, changes, false);
        const answer = await this.ask(preview, isChanged);
        if (answer === "discard") {
            await this.discard();
        } else if (answer === "apply" && isChanged) {
            this.isAccepted = true;
            try {
                await this.save();
            } finally {
                this.isAccepted = false;
            }
        } else if (answer === "apply") {
            await this.apply();
            await this.model.load();
        }
    }

    async onWillSaveRecord(record, changes) {
        this.isToApply = false;
        if (this.isAccepted) {
            this.isToApply = true;
            return true;
        }
        if (this.model._urgentSave || !this.dimensionId) {
            return true;
        }
        let preview = false;
        try {
            preview = await this.loadPreview(record, changes, true);
        } catch {
            // Saving says what is wrong, and offers what Odoo offers then.
        }
        if (!preview) {
            return true;
        }
        const answer = await this.ask(preview, true);
        if (answer === "discard") {
            record._discard();
        }
        this.isToApply = answer === "apply";
        return this.isToApply;
    }

    async onRecordSaved() {
        await super.onRecordSaved(...arguments);
        if (this.isToApply) {
            this.isToApply = false;
            this.isStale = true;
            await this.applySaved();
        }
    }

    /** Apply what has just been saved: whatever fails now, it is saved. */
    async applySaved() {
        try {
            await this.apply();
        } catch {
            this.notification.add(
                _t("The rules are saved; customers follow with the next refresh."),
                {type: "warning"}
            );
        }
    }

    /** Classify the customers by the rules as they are saved. */
    async apply() {
        const busy = await this.orm.call(DIMENSION, "apply_now", [this.dimensionId]);
        if (busy.length) {
            this.notification.add(
                _t(
                    "The rules are saved. The customers of %s are being refreshed just now and follow with the next refresh.",
                    busy.join(", ")
                ),
                {type: "warning"}
            );
        } else {
            this.notification.add(_t("The customers are classified by these rules."), {
                type: "success",
            });
        }
    }

    async save(params) {
        const saved = await super.save(params);
        if (saved && this.isStale && params?.reload !== false) {
            this.isStale = false;
            await this.model.load();
        }
        return saved;
    }

    async beforeLeave() {
        const result = await super.beforeLeave(...arguments);
        // Discarded changes keep nobody here.
        return result === false && !this.model.root.dirty ? true : result;
    }

    /** Looking at a customer in another tab saves nothing. */
    beforeVisibilityChange() {}

    async beforeUnload(ev) {
        if (this.dimensionId && this.model.root.dirty) {
            ev.preventDefault();
            ev.returnValue = "Unsaved changes";
            return;
        }
        return super.beforeUnload(ev);
    }
}

registry.category("views").add("customer_rules", {
    ...formView,
    Controller: RuleFormController,
});
