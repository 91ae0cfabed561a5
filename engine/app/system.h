// The machine as it is: its clock, files, environment, randomness and terminal.
#pragma once

#include <string>
#include <vector>

namespace kyodo::app {

// The program: wires everything together and runs one command line (without the program's name).
int run(const std::vector<std::string>& words);

}  // namespace kyodo::app
