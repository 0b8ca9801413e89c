#include "model/look.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

bool look_colour_from_string(const char *s, unsigned *ret) {
        if (s[0] != '#' || strlen(s) != 7 || strspn(s + 1, "0123456789abcdefABCDEF") != 6)
                return false;
        return sscanf(s + 1, "%x", ret) == 1;
}

static double linear(unsigned byte) {
        double c = byte / 255.0;
        return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

double look_contrast(unsigned colour) {
        double luminance = 0.2126 * linear(colour >> 16 & 0xff) + 0.7152 * linear(colour >> 8 & 0xff) +
                           0.0722 * linear(colour & 0xff);
        return 1.05 / (luminance + 0.05);
}
