package synod.gateway;

/**
 * Decides which connect requests are paid for. Time and chance come with each question.
 *
 * <p>The share that is refused by lot follows the idea of W. Feng, K. Shin, D. Kandlur and D. Saha, <i>The BLUE active
 * queue management algorithms</i>, IEEE/ACM Transactions on Networking 10(4), 2002: it grows while the bucket is empty
 * and shrinks while it is nearly full.
 */
final class TokenBucket {
    private final Pacing.Connects settings;
    private int tokens;
    private long filledMillis;
    private long changedMillis;
    private double refusedShare;

    TokenBucket(Pacing.Connects settings, long nowMillis) {
        this.settings = settings;
        this.tokens = settings.tokens();
        this.filledMillis = nowMillis;
        this.changedMillis = nowMillis;
    }

    /**
     * Whether a connect request that costs {@code price} goes on; if so it is paid.
     *
     * @param nowMillis monotonic
     * @param lot from 0, inclusive, to 1, drawn for this question alone
     */
    boolean pays(int price, long nowMillis, double lot) {
        if (settings.tokens() == 0) {
            return true;
        }
        fill(nowMillis);
        if (settings.freezeMillis() >= 0) {
            adjust(nowMillis);
            if (lot < refusedShare) {
                return false;
            }
        }
        if (tokens < price) {
            return false;
        }
        tokens -= price;
        return true;
    }

    private void fill(long nowMillis) {
        long passed = nowMillis - filledMillis;
        if (passed >= settings.fillMillis()) {
            long more = passed * settings.fillTokens() / settings.fillMillis();
            tokens = (int) Math.min(settings.tokens(), tokens + more);
            filledMillis = nowMillis;
        }
    }

    private void adjust(long nowMillis) {
        if (nowMillis - changedMillis <= settings.freezeMillis()) {
            return;
        }
        changedMillis = nowMillis;
        int missing = settings.tokens() - tokens;
        if (missing == settings.tokens()) {
            refusedShare = Math.min(1, refusedShare + settings.increase());
        } else if (missing <= Math.round(settings.tokens() * settings.fullShare())) {
            refusedShare = Math.max(0, refusedShare - settings.decrease());
        }
    }

    /** How many tokens are missing. */
    int deficit() {
        return settings.tokens() - tokens;
    }

    /** The share of connect requests that is refused by lot, from 0 to 1. */
    double refusedShare() {
        return refusedShare;
    }
}
