import {_t} from "@web/core/l10n/translation";

const WARNING = 0.75; // Share of the target from which on it is amber

/** Return the working seconds in `stretches` between two instants, milliseconds. */
export function countWorked(stretches, start, end) {
    return stretches.reduce((sum, [from, to]) => {
        const worked = Math.min(to, end / 1000) - Math.max(from, start / 1000);
        return sum + Math.max(worked, 0);
    }, 0);
}

/** Return a duration in words: days are not used, for working days differ. */
export function formatDuration(seconds) {
    const minutes = Math.floor(seconds / 60);
    if (minutes >= 60) {
        const parts = {hours: Math.floor(minutes / 60), minutes: minutes % 60};
        return parts.hours < 24 && parts.minutes
            ? _t("%(hours)s h %(minutes)s min", parts)
            : _t("%(hours)s h", parts);
    }
    return minutes >= 1
        ? _t("%(minutes)s min", {minutes})
        : _t("%(seconds)s s", {seconds: Math.max(Math.floor(seconds), 0)});
}

function readRunning(value, now) {
    if (!value.deadline) {
        return {icon: "fa-clock-o", style: "text-bg-light", label: _t("No deadline")};
    }
    const late = (now - Date.parse(value.deadline)) / 1000;
    if (late > 0) {
        return readLate(value, now);
    }
    const start = Date.parse(value.now);
    const left = Math.max(value.left - countWorked(value.stretches, start, now), 0);
    const isNear = value.target && left <= value.target * (1 - WARNING);
    return {
        icon: "fa-clock-o",
        style: isNear ? "text-bg-warning" : "text-bg-success",
        label: formatDuration(left),
        left,
        isResting: !value.stretches.some(
            ([from, to]) => from * 1000 <= now && now < to * 1000
        ),
    };
}

function readLate(value, now) {
    const duration = formatDuration((now - Date.parse(value.deadline)) / 1000);
    return {
        icon: "fa-exclamation-circle",
        style: "text-bg-danger",
        label: value.deadline ? _t("%s late", duration) : _t("Missed"),
    };
}

function readPaused(value) {
    return {
        icon: "fa-pause",
        style: "text-bg-secondary",
        label: formatDuration(Math.max(value.left, 0)),
        left: Math.max(value.left, 0),
    };
}

const READERS = {running: readRunning, breached: readLate, paused: readPaused};
const RESULTS = {
    met: () => ({icon: "fa-check", style: "border text-success", label: _t("Met")}),
    breached: () => ({
        icon: "fa-times",
        style: "border border-danger text-danger",
        label: _t("Missed"),
    }),
    cancelled: () => ({
        icon: "fa-ban",
        style: "border text-muted",
        label: _t("Cancelled"),
    }),
};

/**
 * Return how a countdown looks at an instant: icon, style (a Bootstrap class), label,
 * working seconds left, and whether it rests because nobody works.
 */
export function readCountdown(value, now) {
    const readers = value.is_open ? READERS : RESULTS;
    return (readers[value.state] || RESULTS.cancelled)(value, now);
}
