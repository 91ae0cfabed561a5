#include "app/system.h"

int main(int count, char** words) {
  return kyodo::app::run({words + (count > 0 ? 1 : 0), words + count});
}
