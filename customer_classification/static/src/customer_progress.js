import {Component, onMounted, onWillUnmount, useState} from "@odoo/owl";
import {useService} from "@web/core/utils/hooks";

const PAUSE = 5000;

/**
 * How far the customers of a new installation are being classified, until they are, and
 * what keeps them from being up to date.
 *
 * Asks again every few seconds while they are being classified, and calls `onOver` when
 * that is over.
 */
export class CustomerProgress extends Component {
    static template = "customer_classification.CustomerProgress";
    static props = {onOver: Function};

    setup() {
        this.orm = useService("orm");
        this.state = useState({running: false, trouble: false});
        onMounted(() => this.ask());
        onWillUnmount(() => {
            this.isGone = true;
            clearTimeout(this.timer);
        });
    }

    async ask() {
        const wasRunning = this.state.running;
        let found = null;
        try {
            found = await this.orm.silent.call("customer.profile", "get_progress", []);
        } catch {
            return; // The server cannot be reached: whoever works here is told elsewhere.
        }
        if (this.isGone) {
            return;
        }
        Object.assign(this.state, found);
        if (found.running) {
            this.timer = setTimeout(() => this.ask(), PAUSE);
        } else if (wasRunning) {
            this.props.onOver();
        }
    }
}
