// The same stage without its fault.
#define MENDED
#include "fragile.cpp"
