package synod.bench;

import java.util.List;
import java.util.Locale;

/** A small chart of horizontal bars in groups, as SVG text. */
record BarChart(String title, List<Group> groups) {
    /** Bars that stand beside each other. */
    record Group(String label, List<Bar> bars) {}

    /**
     * One bar.
     *
     * @param color any colour SVG knows
     * @param value its length, in the unit that all bars share; not negative
     * @param text written behind it
     */
    record Bar(String color, double value, String text) {}

    private static final int WIDTH = 860;
    private static final int LEFT = 300;
    private static final int RIGHT = 190;
    private static final int BAR = 14;
    private static final int GAP = 12;
    private static final int TOP = 44;

    String svg() {
        double most = groups.stream()
                .flatMap(group -> group.bars.stream())
                .mapToDouble(Bar::value)
                .max()
                .orElse(1);
        int height = TOP
                + groups.stream()
                        .mapToInt(group -> group.bars.size() * BAR + GAP)
                        .sum();
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"12\">%n",
                WIDTH,
                height,
                WIDTH,
                height));
        svg.append("  <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        text(svg, 12, 24, "start", "font-size=\"15\" font-weight=\"bold\"", title);
        int y = TOP;
        for (Group group : groups) {
            text(svg, LEFT - 10, y + group.bars.size() * BAR / 2 + 4, "end", "", group.label);
            for (Bar bar : group.bars) {
                double width = Math.max(1, bar.value / most * (WIDTH - LEFT - RIGHT));
                svg.append(String.format(
                        Locale.ROOT,
                        "  <rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                        LEFT,
                        y + 1,
                        width,
                        BAR - 2,
                        bar.color));
                text(svg, LEFT + (int) width + 6, y + BAR - 3, "start", "fill=\"#444\" font-size=\"11\"", bar.text);
                y += BAR;
            }
            y += GAP;
        }
        return svg.append("</svg>\n").toString();
    }

    private static void text(StringBuilder svg, int x, int y, String anchor, String style, String text) {
        svg.append(String.format(Locale.ROOT, "  <text x=\"%d\" y=\"%d\" text-anchor=\"%s\" %s>", x, y, anchor, style));
        svg.append(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
        svg.append("</text>\n");
    }
}
